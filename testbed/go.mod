module drawbridge.dev/testbed

go 1.26.0
