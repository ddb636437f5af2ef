/** The kernel on which the body of a durable task runs, and runs again in the same order. */
@NullMarked
package dev.gonzo.durable.kernel;

import org.jspecify.annotations.NullMarked;
