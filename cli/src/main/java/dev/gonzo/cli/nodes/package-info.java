/** Runs a program in several processes, the nodes of a cluster on this machine. */
@NullMarked
package dev.gonzo.cli.nodes;

import org.jspecify.annotations.NullMarked;
