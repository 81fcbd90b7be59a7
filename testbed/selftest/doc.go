// Package selftest tests the testbed as a whole, in a run directory of its own:
//
//	go test -tags selftest -count 1 -v ./selftest
package selftest
