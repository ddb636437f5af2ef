/** What a recording consists of. */
@NullMarked
package dev.gonzo.recorder.event;

import org.jspecify.annotations.NullMarked;
