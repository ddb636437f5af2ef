/**
 * Warnings about failures that cannot be thrown to a caller: their logger, the text of user
 * objects, and the places in a program that they name. Not exported.
 */
package dev.gonzo.report;
