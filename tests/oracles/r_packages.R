# Components of variance by lme4, and kappa and intraclass correlations by psych, both in R.
#
# Rscript tests/oracles/r_packages.R
#
# On Debian: apt-get install r-base-core r-cran-lme4 r-cran-psych r-cran-jsonlite

suppressPackageStartupMessages({
  library(jsonlite)
  library(lme4)
  library(psych)
})
data <- fromJSON("tests/golden/oracles/data.json", simplifyVector = FALSE)

# lme4 stops where a step no longer pays, some five digits before the optimum of its own criterion. Newton's
# steps on that criterion go the rest of the way, so that all digits can be compared.
slope <- function(f, theta, at) {
  central <- function(h) {
    up <- down <- theta
    up[at] <- theta[at] + h
    down[at] <- theta[at] - h
    (f(up) - f(down)) / (2 * h)
  }
  steps <- sapply(theta[at] * 0.04 / 2^(0:3), central)
  for (order in 1:3) steps <- (4^order * steps[-1] - steps[-length(steps)]) / (4^order - 1)
  steps
}

polished <- function(f, theta) {
  for (round in 1:5) {
    theta[theta < 1e-3] <- 0
    free <- which(theta > 0)
    if (!length(free)) break
    gradient <- sapply(free, function(at) slope(f, theta, at))
    curvature <- sapply(free, function(at) {
      h <- 1e-4 * theta[at]
      up <- down <- theta
      up[at] <- theta[at] + h
      down[at] <- theta[at] - h
      (sapply(free, function(one) slope(f, up, one)) - sapply(free, function(one) slope(f, down, one))) / (2 * h)
    })
    theta[free] <- theta[free] - solve(matrix(curvature, length(free)), gradient)
  }
  theta
}

fitted_by_reml <- function(terms, frame) {
  formula <- as.formula(paste("score ~ 1 +", paste0("(1 | ", terms, ")", collapse = " + ")))
  plain <- suppressMessages(suppressWarnings(lmer(formula, frame, REML = TRUE)))
  criterion <- suppressMessages(lmer(formula, frame, REML = TRUE, devFunOnly = TRUE))
  theta <- polished(criterion, getME(plain, "theta"))
  best <- criterion(theta)
  inside <- environment(criterion)
  residual <- (inside$resp$wrss() + inside$pp$sqrL(1)) / (nrow(frame) - 1)
  # lme4 orders its terms by their numbers of levels.
  names(theta) <- sub("[.][(]Intercept[)]$", "", names(getME(plain, "theta")))
  found <- as.list(theta^2 * residual)
  names(found) <- paste("var", names(found))
  as_found <- as.data.frame(VarCorr(plain))
  told <- as.list(as_found$vcov)
  names(told) <- paste("default var", as_found$grp)
  c(found, list("var Residual" = residual, "loglik" = -best / 2), told)
}

table_of <- function(rows) {
  t(sapply(rows, function(row) sapply(row, function(cell) if (is.null(cell)) NA else as.numeric(cell))))
}

long_table <- function(rows) {
  values <- table_of(rows)
  frame <- data.frame(
    unit = factor(as.vector(row(values))), rater = factor(as.vector(col(values))), score = as.vector(values)
  )
  frame[!is.na(frame$score), ]
}

iccs_with_gaps <- function(rows) {
  told <- suppressMessages(suppressWarnings(ICC(table_of(rows), missing = FALSE, lmer = TRUE)))$results
  wanted <- c(ICC2 = "ICC(A,1)", ICC3 = "ICC(C,1)", ICC2k = "ICC(A,k)", ICC3k = "ICC(C,k)")
  found <- as.list(told$ICC[match(names(wanted), told$type)])
  names(found) <- paste("psych", wanted)
  found
}

facets_of <- function(case) {
  frame <- as.data.frame(do.call(rbind, lapply(case$rows, unlist)), stringsAsFactors = TRUE)
  names(frame) <- c(unlist(case$facets), "score")
  frame$score <- as.numeric(as.character(frame$score))
  fitted_by_reml(EFFECTS[[case$design]], frame)
}

EFFECTS <- list(
  "p x r" = c("p", "r"),
  "p x r x o" = c("p", "r", "o", "p:r", "p:o", "r:o"),
  "p x (r:o)" = c("p", "o", "r:o", "p:o"),
  "(c:t) x r" = c("t", "c:t", "r", "t:r")
)

number <- function(value) if (is.finite(value)) value else NA

kappas <- function(rows) {
  pairs <- table_of(rows)
  pairs <- pairs[complete.cases(pairs), , drop = FALSE]
  counts <- table(factor(pairs[, 1], 1:7), factor(pairs[, 2], 1:7))
  told <- suppressWarnings(suppressMessages(cohen.kappa(matrix(counts, 7), n.obs = nrow(pairs))))
  list(
    "kappa none" = number(told$kappa), "se none" = number(sqrt(told$var.kappa)),
    "kappa quadratic" = number(told$weighted.kappa), "se quadratic" = number(sqrt(told$var.weighted))
  )
}

cases <- list()
for (name in names(data$ratings)) cases[[paste("ratings", name)]] <- kappas(data$ratings[[name]])
for (name in names(data$incomplete)) {
  rows <- data$incomplete[[name]]
  cases[[paste("incomplete", name)]] <- c(
    fitted_by_reml(c("unit", "rater"), long_table(rows)), iccs_with_gaps(rows)
  )
}
for (name in names(data$facets)) cases[[paste("facets", name)]] <- facets_of(data$facets[[name]])

of <- function(package) as.character(packageVersion(package))
found <- list(
  versions = list(lme4 = of("lme4"), psych = of("psych"), R = paste(R.version$major, R.version$minor, sep = ".")),
  seed = data$seed,
  cases = cases
)
cat(toJSON(found, digits = I(17), auto_unbox = TRUE, na = "null"))
