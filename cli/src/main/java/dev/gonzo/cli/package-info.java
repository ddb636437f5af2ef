/**
 * The {@code gonzo} command. It starts in {@link dev.gonzo.cli.Main}; a program passes from {@code
 * RunRequest} through {@code SourceProgram} (compile) and {@code MainMethod} (find, call) to {@code
 * StackCut} (the output if it fails).
 */
package dev.gonzo.cli;
