/** One class for each benchmark that the command line names. */
@NullMarked
package dev.gonzo.bench.benchmark;

import org.jspecify.annotations.NullMarked;
