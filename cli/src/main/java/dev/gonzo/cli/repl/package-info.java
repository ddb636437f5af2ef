/**
 * {@code gonzo repl}: JShell whose snippets are tasks of one kernel. {@link
 * dev.gonzo.cli.repl.Session} joins the three parts: the {@link dev.gonzo.cli.repl.SessionKernel},
 * the {@link dev.gonzo.cli.repl.Engine} that compiles, and the {@link dev.gonzo.cli.repl.Commands}.
 */
package dev.gonzo.cli.repl;
