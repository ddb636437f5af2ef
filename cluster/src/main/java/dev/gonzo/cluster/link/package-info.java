/** The protocol between two nodes as state machines without I/O: messages in, events out. */
@NullMarked
package dev.gonzo.cluster.link;

import org.jspecify.annotations.NullMarked;
