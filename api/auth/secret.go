package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// SecretPrefix begins every secret, so that scanners and people recognise one.
const SecretPrefix = "ccrepo_"

// NewSecret makes the id and the secret of a new API key. Only the hash is to be stored: of 32 random
// bytes a plain one is enough.
func NewSecret() (id, secret string, hash [sha256.Size]byte) {
	id = strings.ToLower(rand.Text()[:12])
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	secret = SecretPrefix + id + "_" + hex.EncodeToString(random)
	return id, secret, sha256.Sum256([]byte(secret))
}

// SecretID is the id of the key that a secret belongs to, if it is one.
func SecretID(secret string) (string, bool) {
	rest, ok := strings.CutPrefix(secret, SecretPrefix)
	id, random, whole := strings.Cut(rest, "_")
	return id, ok && whole && random != ""
}
