package main

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"
)

func TestTheDemoLetsItsExampleIn(t *testing.T) {
	t.Parallel()
	const example = "http://localhost:8081/examples/crm/desktop"
	both := []string{"http://localhost:8081", "http://127.0.0.1:8081"}
	for name, tt := range map[string]struct {
		listens net.IP
		change  func(*program)
		want    string
		origins []string
	}{
		"as usual":          {net.IPv4(127, 0, 0, 1), func(*program) {}, example, both},
		"of IPv6 alone":     {net.IPv6loopback, func(*program) {}, "", nil},
		"for all machines":  {net.IPv4zero, func(*program) {}, "", nil},
		"by HTTPS":          {net.IPv4(127, 0, 0, 1), func(p *program) { p.TLSCert = "chain.pem" }, "", nil},
		"with origins":      {net.IPv4(127, 0, 0, 1), func(p *program) { _ = p.Flags.Parse([]string{"--origins", "https://crm"}) }, "", []string{"https://crm"}},
		"without a network": {nil, func(*program) {}, "", nil},
	} {
		p := newProgram(strings.NewReader(""), io.Discard, io.Discard)
		tt.change(p)
		if err := p.Load(nil); err != nil {
			t.Fatal(err)
		}
		if got := p.openExample(&net.TCPAddr{IP: tt.listens, Port: 8081}); got != tt.want || !slices.Equal(p.Origins, tt.origins) {
			t.Errorf("%s: %q, origins %q; want %q, %q", name, got, p.Origins, tt.want, tt.origins)
		}
	}
}
