/**
 * {@code gonzo explore}: the command starts one JVM with the agent, and there a {@link
 * dev.gonzo.cli.explore.Session} runs the program in every order.
 */
package dev.gonzo.cli.explore;
