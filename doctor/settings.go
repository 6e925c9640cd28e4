// Examines the settings, the keys and the certificate of the server.

package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/settings"
)

// examineSettings examines the settings that serve would use. Without a database, it does not examine the keys.
func (d *Doctor) examineSettings(ctx context.Context) {
	for _, err := range slices.Concat(d.Settings.Check(), d.Settings.CheckServing()) {
		todo := "Correct it."
		if wrong := (*settings.Error)(nil); errors.As(err, &wrong) {
			todo = "Correct --" + wrong.Setting + "."
		}
		d.found(Error, "settings", todo, "%v.", err)
	}
	d.examineListening()
	d.examineFile()
	d.examineEnvironment()
	if d.DB != nil {
		d.examineKeys(ctx)
	}
}

func (d *Doctor) encrypts() bool { return d.Settings.TLSCert != "" || len(d.Settings.TLSAuto) > 0 }

func (d *Doctor) examineListening() {
	if d.Settings.IsOpen() && !d.encrypts() {
		d.found(Warning, "unencrypted", "Give --tls-cert and --tls-key, or --tls-auto; or listen on a loopback address, with a proxy on this machine that speaks HTTPS.",
			"Other machines reach %s, and keys and answers are sent unencrypted.", d.Settings.Listen)
	}
	if d.Settings.IsOpen() && d.Settings.Mask == "none" {
		d.found(Warning, "masking", "Choose --mask partial, and give the scope pii to the keys that need it.",
			"Every key gets phone numbers, e-mail addresses and messages.")
	}
	for _, origin := range d.Settings.Origins {
		if d.encrypts() && strings.HasPrefix(origin, "http://") {
			d.found(Warning, "plain-origin", "Serve that page by HTTPS, and list its https origin.",
				"Pages of %s may read answers, and anyone on the network path can change these pages.", origin)
		}
	}
}

// examineFile examines who can read the file of --config.
func (d *Doctor) examineFile() {
	if info, err := os.Stat(d.Settings.Config); err == nil && d.Settings.FileHoldsSecrets() && info.Mode()&0o007 != 0 {
		d.found(Error, "settings-readable", "chmod o-rwx "+d.Settings.Config, "Every user of this machine can read %s, which has a secret.", d.Settings.Config)
	}
}

// examineEnvironment finds variables that set nothing, such as misspelt ones.
func (d *Doctor) examineEnvironment() {
	for _, entry := range d.Environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "CCREPO_") || isForTests(name) {
			continue
		}
		if nearest, known := d.Settings.NearestVariable(name); !known {
			d.found(Warning, "environment", "Correct or unset it; ccrepo config lists all.", "The variable %s is not a setting; the nearest is %s.", name, nearest)
		}
	}
}

// examineReports examines the files of --reports.
func (d *Doctor) examineReports(ctx context.Context) {
	if d.Reports == nil {
		return
	}
	files, err := d.Reports(ctx)
	if err != nil {
		d.unchecked("reports", err)
		return
	}
	for _, f := range files {
		for _, p := range f.Problems {
			d.found(Error, "reports", "Correct the file; a running server takes it at once.", "%s:%d: %s.", filepath.Join(d.Settings.Reports, f.Name), p.Line, p.Message)
		}
	}
}

// isForTests reports whether only tests and benchmarks read a variable.
func isForTests(name string) bool {
	return strings.HasPrefix(name, "CCREPO_TEST_") || strings.HasPrefix(name, "CCREPO_SOAK") ||
		slices.Contains([]string{"CCREPO_SEED", "CCREPO_BENCH_ROWS", "CCREPO_SQLC_URL"}, name)
}

// examineKeys examines the API keys.
func (d *Doctor) examineKeys(ctx context.Context) {
	var migrated sql.NullString
	if err := d.DB.QueryRowContext(ctx, "SELECT to_regclass('app.api_key')").Scan(&migrated); err != nil || !migrated.Valid {
		return // examineDatabase reports this
	}
	keys, err := db.New(d.DB).APIKeys(ctx)
	if err != nil {
		d.unchecked("keys", err)
		return
	}
	if len(keys) == 0 {
		if d.Settings.IsOpen() {
			d.found(Error, "keys", "ccrepo key create", "--listen %s is for other machines, but there is no API key: ccrepo serve does not start.", d.Settings.Listen)
		}
		return
	}
	usable := 0
	for _, key := range keys {
		if key.RevokedAt != nil || (key.ExpiresAt != nil && !d.now().Before(*key.ExpiresAt)) {
			continue
		}
		usable++
		if key.ExpiresAt != nil && key.ExpiresAt.Before(d.now().Add(d.renewalPeriod)) {
			d.found(Warning, "keys", "Create its successor with ccrepo key create.", "The API key %q expires on %s.", key.Name, key.ExpiresAt.Format(time.DateOnly))
		}
	}
	if usable == 0 {
		d.found(Error, "keys", "ccrepo key create; or ccrepo key delete each of them, and the server answers its own machine.", "Every API key is revoked or has expired: the server refuses all requests.")
	}
}

// examineCertificate examines the certificate of --tls-cert, or whether --tls-auto can get one.
func (d *Doctor) examineCertificate(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for _, host := range d.Settings.TLSAuto {
		if _, err := net.DefaultResolver.LookupHost(ctx, host); err != nil {
			d.found(Error, "certificate", "Add the name to DNS, or correct --tls-auto.", "No certificate can be had for %s: %v.", host, err)
		}
	}
	if len(d.Settings.TLSAuto) > 0 {
		if info, err := os.Stat(d.Settings.TLSAutoCache); err == nil && info.Mode()&0o007 != 0 {
			d.found(Error, "certificate-key", "chmod -R o-rwx "+d.Settings.TLSAutoCache, "Every user of this machine can read %s, which has keys of certificates.", d.Settings.TLSAutoCache)
		}
	}
	if d.Settings.TLSCert == "" || d.Settings.TLSKey == "" {
		return
	}
	pair, err := tls.LoadX509KeyPair(d.Settings.TLSCert, d.Settings.TLSKey)
	if err != nil {
		d.found(Error, "certificate", "Correct --tls-cert and --tls-key, or the files.", "The certificate can't be used: %v.", err)
		return
	}
	if info, err := os.Stat(d.Settings.TLSKey); err == nil && info.Mode()&0o007 != 0 {
		d.found(Error, "certificate-key", "chmod o-rwx "+d.Settings.TLSKey, "Every user of this machine can read or change the certificate's key %s.", d.Settings.TLSKey)
	}
	d.examineLeaf(pair)
}

func (d *Doctor) examineLeaf(pair tls.Certificate) {
	leaf, now := pair.Leaf, d.now()
	switch {
	case now.After(leaf.NotAfter):
		d.found(Error, "certificate", "Replace it.", "The certificate expired on %s.", leaf.NotAfter.Format(time.DateOnly))
	case now.Before(leaf.NotBefore):
		d.found(Error, "certificate", "Check this machine's clock, or use the previous certificate.", "The certificate is not valid before %s.", leaf.NotBefore.Format(time.RFC3339))
	case leaf.NotAfter.Before(now.Add(d.renewalPeriod)):
		d.found(Warning, "certificate", "Renew it; ccrepo serve reloads the file.", "The certificate expires on %s.", leaf.NotAfter.Format(time.DateOnly))
	}
	host := d.Host
	if listen, _, err := net.SplitHostPort(d.Settings.Listen); host == "" && err == nil && net.ParseIP(listen) == nil {
		host = listen
	}
	if len(leaf.DNSNames)+len(leaf.IPAddresses) == 0 {
		d.found(Error, "certificate-host", "Get one with subjectAltName.", "The certificate names no host by subjectAltName: clients refuse it.")
	} else if err := leaf.VerifyHostname(host); host != "" && err != nil {
		d.found(Error, "certificate-host", "Get one for "+host+".", "Clients that ask for %s refuse the certificate: %v.", host, err)
	}
	intermediates := x509.NewCertPool()
	for _, der := range pair.Certificate[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			intermediates.AddCert(c)
		}
	}
	// Its period of validity is examined above, so verify at a time within it.
	within := leaf.NotBefore.Add(leaf.NotAfter.Sub(leaf.NotBefore) / 2)
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: d.roots, Intermediates: intermediates, CurrentTime: within}); err != nil {
		d.found(Warning, "certificate-chain", "Add the intermediate certificates after the server's own in "+d.Settings.TLSCert+"; if it is an authority of your own, clients must trust it.",
			"This machine does not trust the certificate: %v.", err)
	}
}
