package dev.gonzo.check;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;

/**
 * A fault that was found.
 *
 * @param fault which fault
 * @param message what is wrong, why it matters, what to write instead
 * @param tree where it is
 * @param unit the source file
 * @param place the class and method, as a baseline names them
 * @param subject the call or method that it is about, as a baseline names it
 */
record Finding(
    Fault fault,
    String message,
    Tree tree,
    CompilationUnitTree unit,
    String place,
    String subject) {}
