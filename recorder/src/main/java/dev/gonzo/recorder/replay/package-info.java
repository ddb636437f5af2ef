/**
 * Runs a program again from a recording: a kernel whose turns and answers are the recorded ones.
 */
@NullMarked
package dev.gonzo.recorder.replay;

import org.jspecify.annotations.NullMarked;
