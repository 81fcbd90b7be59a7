package certificates

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"testing"

	"drawbridge.dev/testbed/rundir"
)

func TestServingCertificatesHoldForEveryAddressTheyAreReachedBy(t *testing.T) {
	layout := newRun(t)
	roots := x509.NewCertPool()
	ca, err := os.ReadFile(layout.Certificate(CA))
	if err != nil {
		t.Fatal(err)
	}
	roots.AppendCertsFromPEM(ca)
	for _, name := range []string{APIServer, Etcd, Local, Opa, Webhook} {
		pair, err := tls.LoadX509KeyPair(layout.Certificate(name), layout.Key(name))
		if err != nil {
			t.Fatal(err)
		}
		for _, host := range here {
			if _, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host}); err != nil {
				t.Errorf("%s for %s: %v", name, host, err)
			}
		}
	}
}

func TestKeysAreReadableByTheirOwnerOnly(t *testing.T) {
	layout := newRun(t)
	for _, path := range []string{layout.Key(CA), layout.Key(Admin), layout.Kubeconfig()} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
	}
}

func TestASecondCallKeepsTheFirstAuthority(t *testing.T) {
	layout := newRun(t)
	first, _ := os.ReadFile(layout.Certificate(CA))
	if err := Ensure(layout, rundir.InNamespace("x")); err != nil {
		t.Fatal(err)
	}
	if second, _ := os.ReadFile(layout.Certificate(CA)); string(first) != string(second) {
		t.Error("the authority was replaced")
	}
}

func newRun(t *testing.T) rundir.Layout {
	t.Helper()
	layout := rundir.Layout{Root: t.TempDir()}
	if err := layout.Create(); err != nil {
		t.Fatal(err)
	}
	if err := Ensure(layout, rundir.InNamespace("x")); err != nil {
		t.Fatal(err)
	}
	return layout
}
