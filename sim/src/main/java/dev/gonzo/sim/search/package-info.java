/**
 * The search for a short history in which a program fails: what counts as the same failure, and
 * which decisions of the seed it needs.
 */
package dev.gonzo.sim.search;
