/** The debugger of {@code gonzo replay}: its prompt, and what it reads of the JVM that replays. */
@NullMarked
package dev.gonzo.cli.replay;

import org.jspecify.annotations.NullMarked;
