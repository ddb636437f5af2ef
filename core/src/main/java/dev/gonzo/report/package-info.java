/**
 * What all layers share, and no program sees. Above all, warnings about failures that cannot be
 * thrown to a caller: their logger, the text of user objects, and the places in a program that they
 * name. Then small tools: throwing a failure on, joining threads, pausing between attempts, and
 * noticing what was garbage-collected. Not exported to programs.
 */
package dev.gonzo.report;
