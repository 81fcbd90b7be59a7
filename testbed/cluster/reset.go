package cluster

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// forOwners is how long an operator that still runs has for its own finalizers.
	forOwners = time.Second
	// forControllers is how long the testbed's own controllers have for theirs.
	forControllers = 2 * time.Second
	// forAll is when a reset gives up.
	forAll = 60 * time.Second
)

// target is an object that has to go.
type target struct {
	kind   kind
	object Object
}

func (t target) going() bool { return has(t.object, "deletionTimestamp") }

// lingers tells whether a deleted pod waits for its node to end it: the node
// may be gone, and nobody is to wait in any case.
func (t target) lingers() bool {
	seconds, _ := field(t.object, "metadata", "deletionGracePeriodSeconds").(float64)
	return seconds > 0
}

func (t target) String() string {
	return strings.TrimPrefix(t.kind.path(t.object), "/")
}

// sweep is one reset.
type sweep struct {
	*Client
	begun   time.Time
	removed atomic.Int64
}

// Reset removes every object that is not the testbed's own and restores the
// default content. It returns how many objects were removed.
func (c *Client) Reset() (removed int, err error) {
	s := &sweep{Client: c, begun: time.Now()}
	for _, step := range []func() error{s.disarm, s.empty, s.dropShells, s.Content, s.restore, s.AwaitContent} {
		if err := step(); err != nil {
			return int(s.removed.Load()), err
		}
	}
	return int(s.removed.Load()), nil
}

// disarm removes what could refuse or hinder the deletions that follow:
// admission, API servers that are gone, and conversion by webhook.
func (s *sweep) disarm() error {
	// A webhook that was removed is still asked for a moment, hence the repetition.
	return s.await("webhooks and policies to be forgotten", func() (bool, error) {
		all, err := s.targets(hinders)
		if err != nil {
			return false, err
		}
		shells, hindrances := split(all)
		if err := s.removeAll(hindrances); err != nil {
			return false, err
		}
		err = inParallel(len(shells), func(i int) error {
			return s.Merge(shells[i].kind.path(shells[i].object), Object{"spec": Object{
				"conversion": Object{"strategy": "None", "webhook": nil}}})
		})
		return err == nil, err
	})
}

// empty deletes again and again until only namespaces and definitions are left.
// An error ends that only when the time is over: a webhook that was removed is
// still asked for a moment.
func (s *sweep) empty() error {
	for ; ; time.Sleep(50 * time.Millisecond) {
		left, err := s.round()
		if err == nil && left == nil {
			return nil
		}
		if time.Since(s.begun) < forAll {
			continue
		}
		if err != nil {
			return fmt.Errorf("the reset did not end within %s: %w", forAll, err)
		}
		return fmt.Errorf("%s is still there after %s; end what makes it anew or holds it, then reset again", left, forAll)
	}
}

// round deletes everything once; it returns one of the objects to wait for, if any.
func (s *sweep) round() (*target, error) {
	all, err := s.targets(removable)
	if err != nil {
		return nil, err
	}
	shells, contents := split(all)
	// First, so that no controller replaces what is deleted in them.
	if err := s.removeAll(namespacesOf(shells)); err != nil {
		return nil, err
	}
	if err := s.removeAll(contents); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(contents, lasting); i >= 0 {
		return &contents[i], nil
	}
	return nil, nil
}

// lasting tells whether a reset waits for a target; the controllers go on
// recording events in the standing namespaces.
func lasting(one target) bool {
	return !one.kind.is(eventKind) || !slices.Contains(standing, text(one.object, "metadata", "namespace"))
}

// dropShells ends the namespaces and definitions.
func (s *sweep) dropShells() error {
	return s.await("namespaces and CustomResourceDefinitions to go", func() (bool, error) {
		shells, err := s.targets(isShell)
		if err != nil {
			return false, err
		}
		return len(shells) == 0, inParallel(len(shells), func(i int) error { return s.drop(shells[i]) })
	})
}

// drop ends one that is empty. The API server's own controllers would come to
// that too, but up to 15 seconds later, when they have seen it not empty once.
func (s *sweep) drop(one target) error {
	path := one.kind.path(one.object)
	switch {
	case !one.going():
		return s.remove(one)
	case one.kind.is(namespaceKind):
		return unlessGone(s.Replace(path+"/finalize", Object{
			"apiVersion": "v1", "kind": "Namespace",
			"metadata": Object{"name": name(one.object)}, "spec": Object{"finalizers": []any{}}}))
	}
	return s.Merge(path, Object{"metadata": Object{"finalizers": []any{}}})
}

func (s *sweep) removeAll(all []target) error {
	return inParallel(len(all), func(i int) error { return s.remove(all[i]) })
}

// remove deletes an object or, when that was done before, takes the finalizers
// off that nobody honours.
func (s *sweep) remove(one target) error {
	path := one.kind.path(one.object)
	if !one.going() || one.lingers() {
		err := s.Delete(path)
		if err == nil {
			s.removed.Add(1)
		}
		return err
	}
	old, _ := field(one.object, "metadata", "finalizers").([]any)
	left := s.remaining(old)
	if len(left) == len(old) {
		return nil
	}
	return s.Merge(path, Object{"metadata": Object{"finalizers": left}})
}

func (s *sweep) remaining(finalizers []any) []any {
	waited := time.Since(s.begun)
	left := []any{}
	for _, one := range finalizers {
		finalizer, _ := one.(string)
		patience := forOwners
		if honoured(finalizer) {
			patience = forControllers
		}
		if waited < patience {
			left = append(left, one)
		}
	}
	return left
}

func isShell(k kind) bool { return k.is(namespaceKind) || k.is(definitionKind) }

func split(all []target) (shells, contents []target) {
	for _, one := range all {
		if isShell(one.kind) {
			shells = append(shells, one)
		} else {
			contents = append(contents, one)
		}
	}
	return shells, contents
}

func namespacesOf(shells []target) []target {
	return slices.DeleteFunc(slices.Clone(shells), func(one target) bool { return !one.kind.is(namespaceKind) })
}
