/**
 * The {@code gonzo} command. It starts in {@link dev.gonzo.cli.Main}; a program goes from {@code
 * RunRequest} by way of {@code SourceProgram} (compile) and {@code MainMethod} (find, call) to
 * {@code StackCut} (what the user sees when it fails).
 */
package dev.gonzo.cli;
