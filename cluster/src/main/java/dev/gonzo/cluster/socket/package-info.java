/** A transport over Gonzo's own TCP sockets. */
@NullMarked
package dev.gonzo.cluster.socket;

import org.jspecify.annotations.NullMarked;
