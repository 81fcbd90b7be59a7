"""What benchmarks of a cluster need. Standard library only."""
