package embedded

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/lib/pq"
)

// LoginURL gives a role of the database its own login and returns the connection string. A session that logged in
// as a role with few rights cannot obtain more, whereas a session that switched to the role can switch back. The
// password is derived from the server's own, which it does not reveal.
func (s *Server) LoginURL(ctx context.Context, role string) (string, error) {
	target, err := s.loginURL(ctx, role)
	if err != nil {
		return "", fmt.Errorf("let the role %s log in: %w", role, err)
	}
	return target, nil
}

func (s *Server) loginURL(ctx context.Context, role string) (string, error) {
	own, err := os.ReadFile(s.home.path("password"))
	if err != nil {
		return "", s.home.explainAccess(err)
	}
	mac := hmac.New(sha256.New, []byte(strings.TrimSpace(string(own))))
	mac.Write([]byte("login " + role))
	password := hex.EncodeToString(mac.Sum(nil))
	u, err := url.Parse(s.url)
	if err != nil {
		return "", err
	}
	u.User = url.UserPassword(role, password)
	// Other processes that start at the same moment would change the same role.
	turn, err := s.home.takeTurn(ctx)
	if err != nil {
		return "", err
	}
	defer unlock(turn)
	err = execOn(ctx, u.String(), "SELECT 1")
	var pqErr *pq.Error
	if !errors.As(err, &pqErr) || pqErr.Code.Class() != "28" {
		return u.String(), err
	}
	verifier, err := scramVerifier(password)
	if err != nil {
		return "", err
	}
	statement := fmt.Sprintf("ALTER ROLE %s LOGIN PASSWORD %s", pq.QuoteIdentifier(role), pq.QuoteLiteral(verifier))
	return u.String(), execOn(ctx, s.url, statement)
}

// scramVerifier returns what the server stores of a password (RFC 5803). It is used instead of the password,
// because the server logs statements that fail.
func scramVerifier(password string) (string, error) {
	const iterations = 4096
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	salted, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return "", err
	}
	keyed := func(text string) []byte {
		mac := hmac.New(sha256.New, salted)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	stored := sha256.Sum256(keyed("Client Key"))
	encode := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", iterations, encode(salt), encode(stored[:]), encode(keyed("Server Key"))), nil
}
