/** The files of a recording: how events are written and read. */
@NullMarked
package dev.gonzo.recorder.format;

import org.jspecify.annotations.NullMarked;
