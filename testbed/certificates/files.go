package certificates

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/rundir"
)

// Names of the files, without folder and ending.
const (
	CA             = "ca"
	FrontProxyCA   = "front-proxy-ca"
	FrontProxy     = "front-proxy-client"
	ServiceAccount = "service-account"
	APIServer      = "kube-apiserver"
	Etcd           = "etcd"
	Admin          = "admin"
	Local          = "local" // the serving certificate of the daemons without one of their own
	Opa            = "opa"
	Webhook        = "webhook"
)

// here are the names that a daemon of this testbed is reached by.
var here = []string{"localhost", "127.0.0.1", rundir.NamespaceHost}

// client is a component that speaks to the API server as itself, so that the
// audit log tells the components apart.
type client struct {
	name, user, group string
	// distant says that it does not share the API server's loopback device.
	distant bool
}

const masters = "system:masters"

var clients = []client{
	{name: Admin, user: "testbed-admin", group: masters},
	{name: "kube-controller-manager", user: "system:kube-controller-manager"},
	{name: "kube-scheduler", user: "system:kube-scheduler"},
	{name: "kwok", user: "kwok", group: masters},
	{name: "cert-manager", user: "cert-manager", group: masters},
	// Of the real node, if there is one.
	{name: "kubelet", user: "system:node:" + node.Name, group: "system:nodes"},
	{name: "kube-proxy", user: "system:kube-proxy"},
	{name: "netpolicy", user: "netpolicy", group: masters},
	{name: "volumes", user: "volumes", group: masters},
	{name: "coredns", user: "coredns", group: masters, distant: true},
	{name: "metrics-server", user: "metrics-server", group: masters, distant: true},
}

// Ensure makes all keys, certificates and client configurations of a new run
// directory. The CA's
// certificate is written last: where it is, everything is.
func Ensure(layout rundir.Layout, settings rundir.Settings) error {
	if _, err := os.Stat(layout.Certificate(CA)); err == nil {
		return nil
	}
	ca, err := NewAuthority("drawbridge-testbed")
	if err != nil {
		return err
	}
	if err := frontProxy(layout); err != nil {
		return err
	}
	if err := serviceAccountKey(layout); err != nil {
		return err
	}
	servers := map[string]Request{
		APIServer: {Subject: pkix.Name{CommonName: "kube-apiserver"}, Hosts: append([]string{
			"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "10.96.0.1"}, here...)},
		Etcd:    {Subject: pkix.Name{CommonName: "etcd"}, Hosts: here},
		Local:   {Subject: pkix.Name{CommonName: "testbed"}, Hosts: here},
		Opa:     {Subject: pkix.Name{CommonName: "opa"}, Hosts: here},
		Webhook: {Subject: pkix.Name{CommonName: "drawbridge-webhook"}, Hosts: here, RSA: true},
	}
	for name, request := range servers {
		certificate, key, err := ca.Issue(request)
		if err != nil {
			return err
		}
		if err := write(layout, name, certificate, key); err != nil {
			return err
		}
	}
	for _, one := range clients {
		if err := clientFiles(layout, settings, ca, one); err != nil {
			return err
		}
	}
	key, err := ca.KeyPEM()
	if err != nil {
		return err
	}
	return write(layout, CA, ca.PEM, key)
}

func frontProxy(layout rundir.Layout) error {
	authority, err := NewAuthority("drawbridge-testbed-front-proxy")
	if err != nil {
		return err
	}
	certificate, key, err := authority.Issue(Request{Subject: pkix.Name{CommonName: FrontProxy}})
	if err != nil {
		return err
	}
	if err := write(layout, FrontProxy, certificate, key); err != nil {
		return err
	}
	return rundir.WriteFile(layout.Certificate(FrontProxyCA), authority.PEM)
}

// serviceAccountKey makes the pair that signs and checks service account tokens.
func serviceAccountKey(layout rundir.Layout) error {
	signer, key, err := newKey(true)
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(signer.Public())
	if err != nil {
		return err
	}
	return write(layout, ServiceAccount, encode("PUBLIC KEY", public), key)
}

func clientFiles(layout rundir.Layout, settings rundir.Settings, ca Authority, one client) error {
	subject := pkix.Name{CommonName: one.user}
	if one.group != "" {
		subject.Organization = []string{one.group}
	}
	certificate, key, err := ca.Issue(Request{Subject: subject, RSA: one.name == Admin})
	if err != nil {
		return err
	}
	if err := write(layout, one.name, certificate, key); err != nil {
		return err
	}
	path := layout.ClientConfig(one.name)
	if one.name == Admin {
		path = layout.Kubeconfig()
	}
	server := "https://" + settings.Loopback("kube-apiserver")
	if one.distant {
		server = fmt.Sprintf("https://%s:%d", settings.Host, settings.Ports["kube-apiserver"])
	}
	content, err := kubeconfig(server, ca.PEM, certificate, key)
	if err != nil {
		return err
	}
	return rundir.WriteFile(path, content)
}

// kubeconfig is JSON, which every reader of kubeconfig files takes as the YAML it is.
func kubeconfig(server string, ca, certificate, key []byte) ([]byte, error) {
	encoded := base64.StdEncoding.EncodeToString
	const name = "drawbridge-testbed"
	return json.MarshalIndent(map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": name,
		"clusters": []any{map[string]any{"name": name, "cluster": map[string]any{
			"server": server, "certificate-authority-data": encoded(ca)}}},
		"users": []any{map[string]any{"name": name, "user": map[string]any{
			"client-certificate-data": encoded(certificate), "client-key-data": encoded(key)}}},
		"contexts": []any{map[string]any{"name": name, "context": map[string]any{
			"cluster": name, "user": name}}},
	}, "", "  ")
}
