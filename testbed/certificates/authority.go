// Package certificates makes the testbed's keys and certificates. They are
// worth nothing outside one run directory.
package certificates

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"

	"drawbridge.dev/testbed/rundir"
)

// lifetime outlasts any testbed that is left up.
const lifetime = 10 * 365 * 24 * time.Hour

// Authority signs certificates.
type Authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
	// PEM is the authority's certificate.
	PEM []byte
}

// NewAuthority makes a self-signed authority.
func NewAuthority(name string) (Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Authority{}, err
	}
	template, err := newTemplate(pkix.Name{CommonName: name})
	if err != nil {
		return Authority{}, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return Authority{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return Authority{certificate, key, encode("CERTIFICATE", der)}, err
}

// Request describes one certificate; it serves as client and as server.
type Request struct {
	Subject pkix.Name
	// Hosts are the names and addresses that it is valid for.
	Hosts []string
	// RSA asks for an RSA key: some clients read no other kind without further libraries.
	RSA bool
}

// Issue returns certificate and private key in PEM.
func (a Authority) Issue(request Request) (certificate, key []byte, err error) {
	signer, key, err := newKey(request.RSA)
	if err != nil {
		return nil, nil, err
	}
	template, err := newTemplate(request.Subject)
	if err != nil {
		return nil, nil, err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	for _, host := range request.Hosts {
		if address := net.ParseIP(host); address != nil {
			template.IPAddresses = append(template.IPAddresses, address)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, signer.Public(), a.key)
	return encode("CERTIFICATE", der), key, err
}

// KeyPEM is the authority's own private key, for the controller-manager's signer.
func (a Authority) KeyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(a.key)
	return encode("PRIVATE KEY", der), err
}

func newTemplate(subject pkix.Name) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		// A clock that is set back a little must not break a fresh testbed.
		NotBefore: time.Now().Add(-time.Hour),
		NotAfter:  time.Now().Add(lifetime),
	}, err
}

func newKey(asRSA bool) (crypto.Signer, []byte, error) {
	if asRSA {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, nil, err
		}
		return key, encode("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return key, encode("PRIVATE KEY", der), err
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func write(layout rundir.Layout, name string, certificate, key []byte) error {
	if err := rundir.WriteFile(layout.Key(name), key); err != nil {
		return err
	}
	return rundir.WriteFile(layout.Certificate(name), certificate)
}
