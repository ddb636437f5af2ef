/** The JVMs that the commands start, in which the programs of users run. */
@NullMarked
package dev.gonzo.cli.jvm;

import org.jspecify.annotations.NullMarked;
