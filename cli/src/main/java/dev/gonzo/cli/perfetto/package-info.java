/** Timelines as traces of Perfetto, from recordings of the JDK and from simulated histories. */
@NullMarked
package dev.gonzo.cli.perfetto;

import org.jspecify.annotations.NullMarked;
