package volumes

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"drawbridge.dev/testbed/cluster"
	"drawbridge.dev/testbed/node"
	"drawbridge.dev/testbed/rundir"
)

const (
	// Daemon is the provisioner's name among the daemons.
	Daemon = "volumes"
	// RunCommand is the hidden command that runs it.
	RunCommand = "__volumes"

	api = "/api/v1/persistentvolumes"
	// again is when a step that failed is repeated, if nothing else happens.
	again = 5 * time.Second
)

type provisioner struct {
	client *cluster.Client
	disk   Disk
	lock   sync.Mutex
	state  State
	synced map[string]bool
	change chan struct{}
	made   int
	// told are the failures that were reported, by claim.
	told map[string]string
}

// DiskOf is the disk in the run directory, in the view of the node.
func DiskOf(layout rundir.Layout) Disk {
	return Disk{Image: node.ConfigFile(layout, "volumes.img"), Keys: node.ConfigFile(layout, "volume-keys"), Folder: node.ConfigFile(layout, "volumes")}
}

// Run makes and deletes volumes until the process ends. It has to share the
// mounts of the node, which is to see the volumes.
func Run(layout rundir.Layout) error {
	settings, _, err := layout.Load()
	if err != nil {
		return err
	}
	disk := DiskOf(node.Inside)
	if err := disk.Open(); err != nil {
		return err
	}
	client, err := cluster.ConnectAs(layout, settings, Daemon)
	if err != nil {
		return err
	}
	p := &provisioner{client: client, disk: disk, synced: map[string]bool{}, change: make(chan struct{}, 1), told: map[string]string{}}
	p.state.Node = node.Name
	go cluster.Follow(client, "/api/v1/persistentvolumeclaims", func(all []Claim) { p.update("claims", func(s *State) { s.Claims = all }) })
	go cluster.Follow(client, api, func(all []Volume) { p.update("volumes", func(s *State) { s.Volumes = all }) })
	go cluster.Follow(client, "/apis/storage.k8s.io/v1/storageclasses", func(all []Class) { p.update("classes", func(s *State) { s.Classes = all }) })
	go p.provide()
	server := http.Server{Addr: settings.Loopback(Daemon), Handler: p.handler(), ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

func (p *provisioner) update(kind string, change func(*State)) {
	p.lock.Lock()
	change(&p.state)
	p.synced[kind] = true
	p.lock.Unlock()
	select {
	case p.change <- struct{}{}:
	default: // one is waiting already
	}
}

// provide acts on every new state, without end.
func (p *provisioner) provide() {
	for {
		select {
		case <-p.change:
		case <-time.After(again):
		}
		p.lock.Lock()
		state, complete := p.state, len(p.synced) == 3
		p.lock.Unlock()
		if !complete {
			continue
		}
		var err error
		if state.Folders, err = p.disk.Names(); err != nil {
			log.Print(err)
			continue
		}
		if err := p.act(Decide(state)); err != nil {
			log.Print(err)
		}
	}
}

func (p *provisioner) act(plan Plan) error {
	var failures []error
	for _, order := range plan.Make {
		if err := p.fulfil(order); err != nil {
			failures = append(failures, p.report(order.Claim, err))
		}
	}
	for _, name := range plan.Release {
		failures = append(failures, p.client.Delete(api+"/"+name))
	}
	for _, name := range plan.Erase {
		failures = append(failures, p.disk.Erase(name))
	}
	return errors.Join(failures...)
}

func (p *provisioner) fulfil(order Order) error {
	if err := order.check(); err != nil {
		return err
	}
	real, folder := order.Node == p.state.Node, rundir.ProvisionerFolder
	if real {
		folder = p.disk.Folder
		if err := p.disk.Make(order.Claim.volumeName(), order.Class.encrypts()); err != nil {
			return err
		}
	}
	err := p.client.Create(api, order.object(folder, real))
	if err == nil {
		p.lock.Lock()
		p.made++
		p.lock.Unlock()
	}
	return err
}

// report tells a failure where a user looks: in an event of the claim, once.
func (p *provisioner) report(claim Claim, failure error) error {
	if p.told[claim.Metadata.UID] == failure.Error() {
		return failure
	}
	p.told[claim.Metadata.UID] = failure.Error()
	now := time.Now().UTC().Format(time.RFC3339)
	return errors.Join(failure, p.client.Create("/api/v1/namespaces/"+claim.Metadata.Namespace+"/events", cluster.Object{
		"apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "ProvisioningFailed", "message": failure.Error(),
		"metadata":       cluster.Object{"generateName": claim.Metadata.Name + ".", "namespace": claim.Metadata.Namespace},
		"involvedObject": cluster.Object{"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": claim.Metadata.Namespace, "name": claim.Metadata.Name, "uid": claim.Metadata.UID},
		"source":         cluster.Object{"component": cluster.Provisioner}, "firstTimestamp": now, "lastTimestamp": now, "count": 1,
	}))
}

func (p *provisioner) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /metrics", func(writer http.ResponseWriter, _ *http.Request) {
		p.lock.Lock()
		defer p.lock.Unlock()
		fmt.Fprintf(writer, "# TYPE testbed_volumes_made_total counter\ntestbed_volumes_made_total %d\n", p.made)
	})
	return mux
}
