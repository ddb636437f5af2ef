package dev.gonzo.cli;

/**
 * A program as the compiler leaves it.
 *
 * @param program the program
 * @param messages javac's warnings and notes, as it prints them; usually empty
 */
record Compiled(SourceProgram program, String messages) {}
