/** The commands about audit logs. They read arguments and print; what is decided is elsewhere. */
@NullMarked
package dev.drawbridge.cli.audit;

import org.jspecify.annotations.NullMarked;
