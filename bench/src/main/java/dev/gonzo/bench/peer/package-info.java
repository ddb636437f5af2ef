/** The programs that are compared, how each is built and how it is started. */
@NullMarked
package dev.gonzo.bench.peer;

import org.jspecify.annotations.NullMarked;
