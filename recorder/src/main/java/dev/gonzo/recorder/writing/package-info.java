/** Records kernels: observes what happens in them, and writes it to the files of a recording. */
@NullMarked
package dev.gonzo.recorder.writing;

import org.jspecify.annotations.NullMarked;
