// The connection to the host of a page, and its certificate.

package doctor

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// examineConnection examines the name, the connection and the certificate of a page's host, once for each host. It
// returns false if no connection is possible.
func (d *CRM) examineConnection(ctx context.Context, page *url.URL) bool {
	if slices.Contains(d.examined, page.Host) {
		return true
	}
	d.examined = append(d.examined, page.Host)
	ctx, cancel := context.WithTimeout(ctx, crmPatience)
	defer cancel()
	address := net.JoinHostPort(page.Hostname(), portOf(page))
	conn, err := d.dial(ctx, "tcp", address)
	var unknown *net.DNSError
	if errors.As(err, &unknown) {
		d.found(Error, "connection", "Correct the address, or add the name to the DNS that agents' machines use.", "The name %s is not known: %v.", page.Hostname(), err)
		return false
	}
	if err != nil {
		d.found(Error, "connection", "Start the CRM, or open its port for the agents' network.", "%s can't be reached: %v.", address, err)
		return false
	}
	defer func() { _ = conn.Close() }()
	secure := tls.Client(conn, unverified(page.Hostname()))
	if err := secure.HandshakeContext(ctx); err != nil {
		var plain tls.RecordHeaderError
		if errors.As(err, &plain) {
			d.found(Error, "connection", "Set up HTTPS on this port, or use the port that has it.", "%s does not speak HTTPS.", address)
		} else {
			d.found(Error, "connection", "Read the server's log; it must offer TLS 1.2 or 1.3, and must not require a client certificate.", "An encrypted connection to %s cannot be made: %v.", address, err)
		}
		return false
	}
	state := secure.ConnectionState()
	if state.Version < tls.VersionTLS12 {
		d.found(Error, "tls-version", "Let the server offer TLS 1.2 and 1.3.", "%s offers nothing newer than %s, which browsers refuse.", address, tls.VersionName(state.Version))
	}
	d.examineChain(ctx, page.Hostname(), state.PeerCertificates)
	return true
}

// examineChain examines the certificate of a host, which is the first that its server sends.
func (d *CRM) examineChain(ctx context.Context, host string, chain []*x509.Certificate) {
	leaf, now := chain[0], d.now()
	switch {
	case now.After(leaf.NotAfter):
		d.found(Error, "certificate", "Renew it, and set up automatic renewal.", "The certificate of %s expired on %s.", host, leaf.NotAfter.UTC().Format(time.DateOnly))
	case now.Before(leaf.NotBefore):
		d.found(Error, "certificate", "Check this machine's clock, or use the previous certificate.", "The certificate of %s is not valid before %s.", host, leaf.NotBefore.UTC().Format(time.RFC3339))
	case leaf.NotAfter.Before(now.Add(d.renewalPeriod)):
		d.found(Warning, "certificate", "Renew it, and set up automatic renewal.", "The certificate of %s expires on %s.", host, leaf.NotAfter.UTC().Format(time.DateOnly))
	}
	names := slices.Clone(leaf.DNSNames)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		d.found(Error, "certificate-name", "Get one with subjectAltName.", "The certificate of %s names no host by subjectAltName: browsers refuse it.", host)
	} else if leaf.VerifyHostname(host) != nil {
		d.found(Error, "certificate-name", "Get one for "+host+", or use its name.", "The certificate of %s is for %s.", host, strings.Join(names, ", "))
	}
	d.examineTrust(ctx, host, chain)
}

// examineTrust examines whether the certificates that the server sends lead to a trusted authority.
func (d *CRM) examineTrust(ctx context.Context, host string, chain []*x509.Certificate) {
	leaf, at := chain[0], d.now()
	invalidNow := at.After(leaf.NotAfter) || at.Before(leaf.NotBefore) // examineChain reports this
	if invalidNow {
		at = leaf.NotAfter
	}
	err := d.verify(chain, nil, at)
	if err == nil {
		return
	}
	var unknown x509.UnknownAuthorityError
	if !errors.As(err, &unknown) {
		var invalid x509.CertificateInvalidError
		if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
			if invalidNow {
				return
			}
			d.found(Error, "certificate-chain", "Let the server send the authority's current intermediate certificates.", "A certificate that the server of %s sends along has expired: %v.", host, err)
			return
		}
		d.found(Error, "certificate-chain", "Get a certificate of an authority that browsers trust.", "Browsers refuse the certificate of %s: %v.", host, err)
		return
	}
	if bytes.Equal(leaf.RawIssuer, leaf.RawSubject) && leaf.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature) == nil {
		d.found(Error, "certificate-chain", "Get one of an authority that browsers trust, such as Let's Encrypt.", "The certificate of %s is signed by itself.", host)
		return
	}
	last := chain[len(chain)-1]
	if missing := d.fetchIssuers(ctx, last); len(missing) > 0 && d.verify(chain, missing, at) == nil {
		d.found(Error, "certificate-chain", "Add the intermediate certificate after the server's own in its file (the authority's \"fullchain\").",
			"The server of %s does not send the intermediate certificate %q. Some browsers fetch it, others refuse the page.", host, missing[0].Subject)
		return
	}
	d.found(Error, "certificate-chain", "Add the intermediate certificates after the server's own in its file; if it is an authority of your own, every agent's machine must trust it, and this one by SSL_CERT_FILE.",
		"The certificate of %s leads to %q, which this machine does not know.", host, last.Issuer)
}

func (d *CRM) verify(chain, more []*x509.Certificate, at time.Time) error {
	between := x509.NewCertPool()
	for _, c := range append(slices.Clone(chain[1:]), more...) {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: d.roots, Intermediates: between, CurrentTime: at})
	return err
}

// fetchIssuers returns the issuers of a certificate, nearest first. Like some browsers, it downloads them from the
// URLs in the certificates.
func (d *CRM) fetchIssuers(ctx context.Context, below *x509.Certificate) []*x509.Certificate {
	var out []*x509.Certificate
	for range 4 {
		if len(below.IssuingCertificateURL) == 0 {
			break
		}
		issuer, err := d.fetchCertificate(ctx, below.IssuingCertificateURL[0])
		if err != nil || below.CheckSignatureFrom(issuer) != nil {
			break
		}
		out, below = append(out, issuer), issuer
	}
	return out
}

func (d *CRM) fetchCertificate(ctx context.Context, address string) (*x509.Certificate, error) {
	ctx, cancel := context.WithTimeout(ctx, crmPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch certificate: %w", err)
	}
	client := &http.Client{Transport: &http.Transport{DialContext: d.dial, DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch certificate: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := readSome(res.Body, 64<<10)
	if err != nil {
		return nil, fmt.Errorf("fetch certificate: %w", err)
	}
	if block, _ := pem.Decode(text); block != nil {
		text = block.Bytes
	}
	return x509.ParseCertificate(text) //nolint:wrapcheck // any error means that there is no certificate
}
