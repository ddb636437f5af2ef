package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.gonzo.NativeBlock")
@Label("Native Block")
@Description("A task blocks the thread of its kernel in a system call; use runInThread")
final class NativeBlock extends LongTurnEvent {}
