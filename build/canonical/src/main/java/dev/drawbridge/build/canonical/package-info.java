/**
 * A step of the build: brings the start-up code that Quarkus generates into one canonical form.
 * Quarkus 3.32 writes it with three things that differ from build to build: numbers that follow the
 * order of threads, the order of a hash set, and which one of two setters it records.
 */
@NullMarked
package dev.drawbridge.build.canonical;

import org.jspecify.annotations.NullMarked;
