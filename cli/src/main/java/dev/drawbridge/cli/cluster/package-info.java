/**
 * What is asked of a cluster: by {@code kubectl}, a program of the user's, which has the user's
 * credentials. Nothing else in this program reaches beyond the machine.
 */
@NullMarked
package dev.drawbridge.cli.cluster;

import org.jspecify.annotations.NullMarked;
