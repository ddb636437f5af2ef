package dev.gonzo.kernel.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

@Name("dev.gonzo.TaskTurn")
@Label("Task Turn")
@Description("A task had its kernel; no other task of the kernel ran meanwhile")
@Threshold("10 ms")
final class TaskTurn extends TaskEvent {}
