/** How the nodes of a cluster reach each other, and which of them are there. */
@NullMarked
package dev.gonzo.cluster.transport;

import org.jspecify.annotations.NullMarked;
