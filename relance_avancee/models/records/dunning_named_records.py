"""Kept records whose forms show something of what a caller names."""

from odoo import models


class DunningDispute(models.Model):
    _name = "dunning.dispute"
    _inherit = ["dunning.dispute", "dunning.named"]


class DunningDisputeDocument(models.Model):
    _name = "dunning.dispute.document"
    _inherit = ["dunning.dispute.document", "dunning.named"]


class DunningHold(models.Model):
    _name = "dunning.hold"
    _inherit = ["dunning.hold", "dunning.named"]


class DunningPromise(models.Model):
    _name = "dunning.promise"
    _inherit = ["dunning.promise", "dunning.named"]


class DunningPaymentPlan(models.Model):
    _name = "dunning.payment.plan"
    _inherit = ["dunning.payment.plan", "dunning.named"]


class DunningPaymentPlanLine(models.Model):
    _name = "dunning.payment.plan.line"
    _inherit = ["dunning.payment.plan.line", "dunning.named"]


class DunningLetter(models.Model):
    _name = "dunning.letter"
    _inherit = ["dunning.letter", "dunning.named"]


class DunningAction(models.Model):
    _name = "dunning.action"
    _inherit = ["dunning.action", "dunning.named"]


class DunningExperiment(models.Model):
    _name = "dunning.experiment"
    _inherit = ["dunning.experiment", "dunning.named"]
