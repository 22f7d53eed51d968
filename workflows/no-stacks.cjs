// Stack traces of workflow promises cost a quarter of a worker's time and nobody reads them: the record says what happened.
Error.stackTraceLimit = 0
