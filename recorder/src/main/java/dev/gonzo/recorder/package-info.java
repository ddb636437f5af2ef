/** Records programs, and runs them again from the recording. */
@NullMarked
package dev.gonzo.recorder;

import org.jspecify.annotations.NullMarked;
