/**
 * What the JVM runs once after a build, to record which classes and methods programs use at their
 * start and under load. The launcher starts {@link dev.gonzo.cli.training.Training}.
 */
@NullMarked
package dev.gonzo.cli.training;

import org.jspecify.annotations.NullMarked;
