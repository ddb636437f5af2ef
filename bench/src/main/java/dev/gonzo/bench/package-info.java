/** The benchmarks of {@code ./gonzo bench}: the command line, and what one run is given. */
@NullMarked
package dev.gonzo.bench;

import org.jspecify.annotations.NullMarked;
