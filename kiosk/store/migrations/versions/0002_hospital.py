"""The hospital: places agreed to, places taken, bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "hospital_plan",
        sa.Column("clinic", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "weekday"),
    )
    op.create_table(
        "hospital_quota",
        sa.Column("clinic", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "day"),
        sa.CheckConstraint("taken >= 0 AND taken <= places", name="never_oversold"),
    )
    op.create_table(
        "hospital_booking",
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("clinic", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("patient", sa.LargeBinary(), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("visit", sa.Text(), nullable=False),
        sa.Column("referral", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("ticket"),
        sa.UniqueConstraint("clinic", "day", "number", name="uq_hospital_booking_clinic_day_number"),
    )
    op.create_index("ix_hospital_booking_person_day", "hospital_booking", ["person", "day"])
    op.create_index("ix_hospital_booking_day", "hospital_booking", ["day"])
    op.create_index(
        "one_booking_a_patient_and_day",
        "hospital_booking",
        ["patient", "clinic", "day"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
