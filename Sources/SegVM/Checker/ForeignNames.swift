import SegDiagnostics

/// Functions and fields that people know from elsewhere, with what is written here.
enum ForeignNames {
    /// What to write for a function that there isn't; nil for a name that means nothing.
    static func hint(function name: String, isOfColumn: Bool = false) -> String? {
        ((isOfColumn ? columnFunctions[name] : nil) ?? functions[name] ?? functions[name.lowercased()]).map { "write \($0)" }
    }

    /// What to write for a metric or learner that goes by another name here.
    static func hint(module name: String) -> String? { modules[name].map { "write \($0)" } }

    /// What to write for a label that goes by another name here; nil where the function has none of the names.
    static func hint(label: String, among names: [String]) -> String? {
        if label == "ascending", names.contains("descending") { return "ascending is what it is without; descending: true turns it round" }
        return labels[label]?.first(where: names.contains).map { "write \($0):" }
    }

    private static let labels = [
        "color": ["by"], "colour": ["by"], "hue": ["by"], "sep": ["delimiter"], "separator": ["delimiter"], "desc": ["descending"],
        "reverse": ["descending"], "na_values": ["missing"], "null_values": ["missing"], "dtype": ["types"], "schema": ["types"],
        "nrows": ["limit"], "n_rows": ["limit"], "usecols": ["columns"], "select": ["columns"], "names": ["columns"], "index": ["rows"],
        "with": ["strategy"], "method": ["strategy", "how"], "trees": ["n_estimators"], "n_trees": ["n_estimators"],
        "num_trees": ["n_estimators"], "iterations": ["rounds"], "n_rounds": ["rounds"], "lr": ["learning_rate"], "eta": ["learning_rate"],
        "lambda": ["alpha"], "penalty": ["alpha"], "k": ["n_neighbors", "folds"], "neighbors": ["n_neighbors"], "cv": ["folds"], "n_splits": ["folds"],
        "scoring": ["metrics"], "metric": ["metrics", "maximize"], "segments": ["over"], "by": ["over"], "reference": ["against"], "label": ["target"],
        "y": ["target"], "test_size": ["test"], "x": ["features"],
    ]

    private static let modules = [
        "auc": "roc_auc", "auroc": "roc_auc", "rocauc": "roc_auc", "mse": "rmse", "mean_squared_error": "rmse", "mean_absolute_error": "mae",
        "logloss": "log_loss", "cross_entropy": "log_loss", "acc": "accuracy", "f1_score": "f1", "r2_score": "r2", "r_squared": "r2",
        "pr_auc": "average_precision", "brier_score": "brier",
    ]

    private static let columnFunctions = ["str": "text(.x)", "to_string": "text(.x)", "as_string": "text(.x)", "repr": "text(.x)"]

    /// What to write for a field that there isn't.
    static func hint(field name: String) -> String? { fields[name].map { "write \($0)" } }

    private static let functions = [
        "len": "count(xs)", "length": "count(xs)", "nrow": "count(t)", "nrows": "count(t)", "size": "count(xs)",
        "println": "print(x)", "echo": "print(x)", "printf": "print(\"… \\(x)\")", "cat": "print(x)",
        "str": "\"\\(x)\"", "repr": "\"\\(x)\"", "paste": "\"\\(a) \\(b)\"", "format_number": "format(x, …)",
        "list": "[a, b]", "array": "[a, b]", "c": "[a, b]", "dict": "[\"a\": 1]", "tuple": "[a, b]",
        "xrange": "0..<n", "seq": "1...n", "enumerate": "for i in 0..<xs.count() { … }",
        "mutate": "derive(name: …)", "with_columns": "derive(name: …)", "with_column": "derive(name: …)",
        "assign": "derive(name: …)", "transmute": "derive(name: …) |> select([.name])", "transform": "derive(name: …)",
        "where": "filter(.x > 1)", "query": "filter(.x > 1)", "subset": "filter(.x > 1)", "loc": "filter(.x > 1)",
        "groupby": "group(.x)", "agg": "summarize(name: mean(.x))", "aggregate": "summarize(name: mean(.x))",
        "summarise": "summarize(name: mean(.x))", "arrange": "sort(.x)", "order_by": "sort(.x)", "sort_values": "sort(.x)",
        "limit": "head(n)", "take": "head(n)", "slice": "t[3..<7]", "tail": "t[-5...]", "unique": "distinct(t)",
        "drop_na": "filter(.x != nil)", "dropna": "filter(.x != nil)", "fillna": "impute(.x) or .x ?? 0",
        "fill_null": "impute(.x) or .x ?? 0", "isnull": ".x == nil", "isna": ".x == nil", "is_null": ".x == nil",
        "is_na": ".x == nil", "merge": "join(t, other, on: .key)", "left_join": "join(t, other, on: .key)",
        "inner_join": "join(t, other, on: .key, how: \"inner\")", "melt": "pivot(…)", "ifelse": "when(c, a, b)",
        "if_else": "when(c, a, b)", "case_when": "when(c, a, b)", "iif": "when(c, a, b)",
        "read_csv": "load(\"file.csv\")", "read_parquet": "load(\"file.parquet\")", "read_json": "load(\"file.json\")",
        "scan_csv": "scan(\"file.csv\")", "to_csv": "save(t, \"file.csv\")", "write_csv": "save(t, \"file.csv\")",
        "to_parquet": "save(t, \"file.parquet\")", "open": "load(\"file\")", "info": "describe(t)", "summary": "describe(t)",
        "glimpse": "describe(t)", "data_frame": "table(name: [1, 2])", "dataframe": "table(name: [1, 2])", "to_table": "table(name: [1, 2])",
        "tibble": "table(name: [1, 2])", "from_dict": "table(columns)", "from_records": "table(rows)", "lambda": "{ x in x + 1 }", "raise": "fail(\"…\")", "throw": "fail(\"…\")",
        "stop": "fail(\"…\")", "assert": "expect x == 1 in a test cell", "train_test_split": "as_task(t, target: .y, test: …)",
        "cross_val_score": "cross_validate(task, learner)", "fit": "train(task, learner)", "xgboost": "gbdt()",
        "lightgbm": "gbdt()", "catboost": "gbdt()", "random_forest_classifier": "random_forest()",
        "linear_regression": "linear()", "logistic_regression": "logistic()", "onehot": "one_hot(categorical())",
        "make_date": "date(year, month, day)", "to_date": "date(x)", "as_date": "date(x)", "parse_date": "date(x)",
        "to_datetime": "datetime(x)", "strptime": "datetime(x)", "to_int": "int(x)", "to_float": "float(x)", "to_number": "float(x)",
        "avg": "mean(xs)", "desc": "sort(.x, descending: true)", "push": "xs.append(x)", "extend": "concat(xs, ys)", "strip": "trim(text)",
        "lowercased": "lower(text)", "uppercased": "upper(text)", "forEach": "for x in xs { … }", "for_each": "for x in xs { … }",
        "today": "date(now())", "isEmpty": "count(xs) == 0", "is_empty": "count(xs) == 0",
        "scale": "standardize(numeric())", "standard_scaler": "standardize(numeric())",
    ]

    private static let fields = [
        "shape": "count(t) for the rows, describe(t) for the columns", "columns": "describe(t)", "dtypes": "describe(t)",
        "size": "count(t)", "length": "count(t)", "len": "count(t)", "height": "count(t)", "rows": "count(t)",
        "row_count": "count(t)", "num_rows": "count(t)", "n_rows": "count(t)", "nrow": "count(t)", "nrows": "count(t)",
        "names": "describe(t)", "head": "head(t)", "T": "pivot(…)", "values": "t.name for one column", "index": "t[3] for a row",
        "iloc": "t[3] or t[3..<7]", "loc": "filter(t, .x > 1)", "info": "describe(t)", "empty": "count(t) == 0",
    ]
}
