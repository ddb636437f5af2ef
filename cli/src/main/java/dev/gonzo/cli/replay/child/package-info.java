/** What is in the JVM that replays, for the debugger of {@code gonzo replay}. */
@NullMarked
package dev.gonzo.cli.replay.child;

import org.jspecify.annotations.NullMarked;
