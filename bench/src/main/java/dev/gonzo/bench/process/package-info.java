/**
 * The processes of a run: servers and loads, their answers and the processor time that they use.
 */
@NullMarked
package dev.gonzo.bench.process;

import org.jspecify.annotations.NullMarked;
