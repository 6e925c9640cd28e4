package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// SecretPrefix is the beginning of every secret, by which people and scanners recognise one.
const SecretPrefix = "ccrepo_"

// NewSecret returns the id, the secret and the hash of a new API key. Only the hash is stored. The secret has 32 random
// bytes, so that a fast hash is sufficient.
func NewSecret() (id, secret string, hash [sha256.Size]byte) {
	id = strings.ToLower(rand.Text()[:12])
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	secret = SecretPrefix + id + "_" + hex.EncodeToString(random)
	return id, secret, sha256.Sum256([]byte(secret))
}

// SecretID returns the id of the key that a secret belongs to; false if the text is not a secret.
func SecretID(secret string) (string, bool) {
	rest, ok := strings.CutPrefix(secret, SecretPrefix)
	id, random, whole := strings.Cut(rest, "_")
	return id, ok && whole && random != ""
}
