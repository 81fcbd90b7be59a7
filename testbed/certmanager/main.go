// cert-manager for the testbed: its controllers and its CA injector in one
// process, put together from the packages that cert-manager publishes. The
// release images cannot be had from a Go module proxy, and its admission
// webhook lives in an internal package, so the schema and CEL rules of the
// CustomResourceDefinitions are the only validation here.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	cmv1 "github.com/cert-manager/cert-manager/pkg/apis/certmanager/v1"
	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/controller/cainjector"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/approver"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/ca"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/issuing"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/keymanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/metrics"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/readiness"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/requestmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/revisionmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/trigger"
	_ "github.com/cert-manager/cert-manager/pkg/controller/clusterissuers"
	_ "github.com/cert-manager/cert-manager/pkg/controller/issuers"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
	"github.com/go-logr/stdr"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const workersPerController = 5

func main() {
	// controller-runtime has registered -kubeconfig on this flag set already.
	kubeconfig := flag.CommandLine.Lookup("kubeconfig").Value
	metricsAddress := flag.String("metrics-address", "127.0.0.1:9402", "where the controllers serve /metrics")
	injectorAddress := flag.String("injector-metrics-address", "127.0.0.1:9403", "where the CA injector serves /metrics")
	flag.Parse()
	ctrl.SetLogger(stdr.New(log.Default()))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()

	failed := make(chan error)
	if err := startControllers(ctx, kubeconfig.String(), *metricsAddress, failed); err != nil {
		log.Fatal(err)
	}
	injector, err := newInjector(ctx, kubeconfig.String(), *injectorAddress)
	if err != nil {
		log.Fatal(err)
	}
	go func() { failed <- injector.Start(ctx) }()
	select {
	case err := <-failed:
		if err != nil && ctx.Err() == nil {
			log.Fatal(err)
		}
	case <-ctx.Done():
	}
}

// startControllers starts every controller that the imports above registered.
func startControllers(ctx context.Context, kubeconfig, metricsAddress string, failed chan<- error) error {
	factory, err := controller.NewContextFactory(ctx, controller.ContextOptions{
		Kubeconfig:         kubeconfig,
		KubernetesAPIQPS:   200,
		KubernetesAPIBurst: 400,
		IssuerOptions:      controller.IssuerOptions{ClusterResourceNamespace: "cert-manager"},
		CertificateOptions: controller.CertificateOptions{
			// A test that makes a mistake on purpose should not wait an hour for the next try.
			CertificateRequestMinimumBackoffDuration: time.Second,
			CertificateRequestMaximumBackoffDuration: 10 * time.Second,
		},
	})
	if err != nil {
		return err
	}
	root, err := factory.Build()
	if err != nil {
		return err
	}
	certmanager := root.SharedInformerFactory.Certmanager().V1()
	root.Metrics.SetupCertificateCollector(certmanager.Certificates().Lister())
	root.Metrics.SetupIssuerCollector(certmanager.Issuers().Lister())
	root.Metrics.SetupClusterIssuerCollector(certmanager.ClusterIssuers().Lister())
	listener, err := net.Listen("tcp", metricsAddress)
	if err != nil {
		return err
	}
	go func() { failed <- root.Metrics.NewServer(listener).Serve(listener) }()

	for name, construct := range controller.Known() {
		one, err := construct(factory)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		go func() {
			if err := one.Run(workersPerController, ctx); err != nil {
				failed <- fmt.Errorf("%s: %w", name, err)
			}
		}()
	}
	root.SharedInformerFactory.Start(ctx.Done())
	root.KubeSharedInformerFactory.Start(ctx.Done())
	return nil
}

// newInjector prepares the CA injector: it writes a Certificate's CA into the
// webhook configurations, APIServices and CRDs that ask for it by annotation.
func newInjector(ctx context.Context, kubeconfig, metricsAddress string) (ctrl.Manager, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	// It becomes the field manager of what the injector applies, which must not be empty.
	config.UserAgent = "cert-manager-cainjector"
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		scheme.AddToScheme, cmv1.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme,
	} {
		if err := add(types); err != nil {
			return nil, err
		}
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:  types,
		Metrics: server.Options{BindAddress: metricsAddress},
	})
	if err != nil {
		return nil, err
	}
	return manager, cainjector.RegisterAllInjectors(ctx, manager, cainjector.SetupOptions{
		EnableCertificatesDataSource: true,
		EnabledReconcilersFor: map[string]bool{
			cainjector.MutatingWebhookConfigurationName:   true,
			cainjector.ValidatingWebhookConfigurationName: true,
			cainjector.CustomResourceDefinitionName:       true,
			cainjector.APIServiceName:                     true,
		},
	})
}
