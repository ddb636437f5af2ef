/** Internal: runs a program in every order, one after the other. */
@NullMarked
package dev.gonzo.sim.explore;

import org.jspecify.annotations.NullMarked;
